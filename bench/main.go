// Command bench measures a plugin on the Rust SDK beside one in Go on hashicorp/go-plugin, hello
// against hello, in one run and under one host; and the product beside its ceilings.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	ours := flag.String("ours", "", "the plugin on the Rust SDK")
	partner := flag.String("partner", "", "the plugin in Go")
	product := flag.String("product", "", "the Zoom plugin's executable")
	sandbox := flag.String("sandbox", "", "the zoom-sandbox command")
	bundle := flag.String("bundle", "", "the product's bundle for this platform")
	only := flag.String("only", "", "a regular expression: measure these lines of the comparison alone")
	soaking := flag.Duration("soak", 0, "keep the product under load for so long instead")
	flag.Parse()
	if err := run(*ours, *partner, *product, *sandbox, *bundle, *only, *soaking); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ours, partner, product, sandbox, bundle, only string, soaking time.Duration) error {
	if soaking > 0 {
		return soak(product, sandbox, soaking)
	}
	if ours != "" && partner != "" {
		if err := compare(ours, partner, only); err != nil {
			return err
		}
	}
	if product != "" {
		return measureProduct(product, sandbox, bundle)
	}
	return nil
}
