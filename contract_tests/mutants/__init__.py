"""The test of the tests: typical server bugs, planted one at a time, and what of the contract suite finds each."""
