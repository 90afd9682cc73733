
/** What the classes have in common: something in WebAssembly's memory that is freed once, by hand or when collected. */
class Handle {
    static __wrap(ptr) {
        const handle = Object.create(this.prototype);
        handle.__wbg_ptr = ptr;
        handles.register(handle, () => this.__free(ptr, 1), handle);
        return handle;
    }
    free() {
        const ptr = this.__wbg_ptr;
        // Disposing of something twice does nothing, as everywhere else.
        if (!ptr) return;
        this.__wbg_ptr = 0;
        handles.unregister(this);
        this.constructor.__free(ptr, 0);
    }
}
if (Symbol.dispose) Handle.prototype[Symbol.dispose] = Handle.prototype.free;
const handles = registry((free) => free());
