"""The judge inside the Python guest: becomes a WebAssembly component at setup and is never imported by the service.

The learner's code shares its interpreter and may patch what it likes, so everything used after it has run is a private
reference taken before.
"""
