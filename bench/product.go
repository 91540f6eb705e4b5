package main

func measureProduct(product, sandbox, bundle string) error { return nil }
