"""Code judged against tests: a fresh WebAssembly instance for every submission, in pooled and walled-in workers."""
