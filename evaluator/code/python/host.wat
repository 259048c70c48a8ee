;; Linked into the guest. Before Python starts, at build, it fixes the seed of Python's hashes: left alone, every build
;; would bake in a seed of its own, and the order of a set would differ from machine to machine. For Python it is the
;; module `host` with one function, `pages`: how many pages of 64 KiB the memory has.
(module
  (@dylink.0 (mem-info (memory 116 4) (table 1 0)) (needed "libc.so" "libpython3.14.so"))
  (import "env" "memory" (memory 0))
  (import "env" "__indirect_function_table" (table 0 funcref))
  (import "env" "__memory_base" (global $base i32))
  (import "env" "__table_base" (global $table i32))
  (import "env" "setenv" (func $setenv (param $name i32) (param $value i32) (param $overwrite i32) (result i32)))
  (import "env" "PyLong_FromLong" (func $number (param i32) (result i32)))
  (import "env" "PyModule_Create2" (func $create (param $definition i32) (param $api i32) (result i32)))

  (data (global.get $base) "PYTHONHASHSEED\000\00host\00pages\00")
  (elem (global.get $table) func $pages)

  (func (export "__wasm_call_ctors")
    (drop (call $setenv (global.get $base) (i32.add (global.get $base) (i32.const 15)) (i32.const 1))))

  (func $pages (param $self i32) (param $nothing i32) (result i32)
    (call $number (memory.size)))

  (func (export "PyInit_host") (result i32)
    (local $definition i32) (local $methods i32)
    (local.set $definition (i32.add (global.get $base) (i32.const 32)))
    (local.set $methods (i32.add (global.get $base) (i32.const 84)))
    ;; A PyModuleDef: one reference, the name, no state, the methods.
    (i32.store offset=0 (local.get $definition) (i32.const 1))
    (i32.store offset=20 (local.get $definition) (i32.add (global.get $base) (i32.const 17)))
    (i32.store offset=28 (local.get $definition) (i32.const -1))
    (i32.store offset=32 (local.get $definition) (local.get $methods))
    ;; A PyMethodDef: the name, the function, METH_NOARGS.
    (i32.store offset=0 (local.get $methods) (i32.add (global.get $base) (i32.const 22)))
    (i32.store offset=4 (local.get $methods) (global.get $table))
    (i32.store offset=8 (local.get $methods) (i32.const 4))
    (call $create (local.get $definition) (i32.const 1013))))
