package main
func rustFile(d *Description) []byte { return []byte("\n") }
