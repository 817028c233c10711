/** Whether there is a network, and whether the page would do without. */
class Connection {
	isOnline = $state(true);
	/** Pages and scripts are kept by the browser: a reload needs no network. */
	isKept = $state(false);

	/** Looks from now on, until the function that it gives is called. */
	watch(): () => void {
		const look = () => (this.isOnline = navigator.onLine);
		look();
		window.addEventListener('online', look);
		window.addEventListener('offline', look);
		// Absent where the page is not served securely, and while it is developed.
		if ('serviceWorker' in navigator) void navigator.serviceWorker.ready.then(() => (this.isKept = true));
		return () => {
			window.removeEventListener('online', look);
			window.removeEventListener('offline', look);
		};
	}

	/** Data are open: from now on the engine is kept as well. */
	keepEngine(): void {
		if (!('serviceWorker' in navigator)) return;
		void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage('keep-engine'));
	}
}

/** The network of this page. */
export const connection = new Connection();
