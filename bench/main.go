// Command bench measures a plugin on the Rust SDK beside one in Go on hashicorp/go-plugin, hello
// against hello, in one run and under one host; and the product beside its ceilings.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	ours := flag.String("ours", "", "the plugin on the Rust SDK")
	partner := flag.String("partner", "", "the plugin in Go")
	product := flag.String("product", "", "the Zoom plugin's executable")
	sandbox := flag.String("sandbox", "", "the zoom-sandbox command")
	bundle := flag.String("bundle", "", "the product's bundle for this platform")
	flag.Parse()
	if err := run(*ours, *partner, *product, *sandbox, *bundle); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ours, partner, product, sandbox, bundle string) error {
	if ours != "" && partner != "" {
		if err := compare(ours, partner); err != nil {
			return err
		}
	}
	if product != "" {
		return measureProduct(product, sandbox, bundle)
	}
	return nil
}
