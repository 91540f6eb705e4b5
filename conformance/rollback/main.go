// Command rollback reads and writes the key-value store as the Zoom plugin in Go does, so that a
// test can upgrade from it and roll back to it. Standard library only.
//
//	rollback read < rows    says of each row what that plugin would make of it
//	rollback write < rows   writes the rows that that plugin would have written
//
// A row is a line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "rollback:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: rollback read|write")
	}
	switch args[0] {
	case "read":
		return each(in, out, func(row Row) (any, error) { return look(row), nil })
	case "write":
		return each(in, out, func(wish Wish) (any, error) { return write(wish) })
	}
	return fmt.Errorf("there is no %q", args[0])
}

// each turns every line of the input into one of the output.
func each[T any](in io.Reader, out io.Writer, turn func(T) (any, error)) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var value T
		if err := json.Unmarshal(lines.Bytes(), &value); err != nil {
			return err
		}
		turned, err := turn(value)
		if err != nil {
			return err
		}
		if err := encoder.Encode(turned); err != nil {
			return err
		}
	}
	return lines.Err()
}
