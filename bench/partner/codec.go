package main

import (
	"bytes"
	"encoding/gob"
	"io"

	"conformance/wire"
)

// fresh makes an empty value.
var fresh = map[string]func() any{
	"Post": func() any { return new(wire.Post) }, "PostList": func() any { return new(wire.PostList) },
	"Config": func() any { return new(wire.Config) }, "CommandArgs": func() any { return new(wire.CommandArgs) },
	"Request": func() any { return new(wire.HTTPRequestSubset) },
}

// codec encodes or decodes a value, given as gob, so many times.
func codec(direction, name string, count int, body []byte) error {
	v := fresh[name]()
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(v); err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := gob.NewEncoder(&out)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	types := bytes.Clone(out.Bytes())
	if direction == "encode" {
		for range count {
			out.Reset()
			if err := encoder.Encode(v); err != nil {
				return err
			}
		}
		return nil
	}
	out.Reset()
	if err := encoder.Encode(v); err != nil {
		return err
	}
	again := bytes.NewReader(out.Bytes())
	decoder := gob.NewDecoder(&repeat{bytes.NewReader(types), again})
	for range count {
		if err := decoder.Decode(fresh[name]()); err != nil {
			return err
		}
	}
	return nil
}

// repeat gives a first part once and the other again and again.
type repeat struct{ first, again *bytes.Reader }

func (r *repeat) Read(into []byte) (int, error) {
	if n, err := r.first.Read(into); err != io.EOF {
		return n, err
	}
	if r.again.Len() == 0 {
		_, _ = r.again.Seek(0, io.SeekStart)
	}
	return r.again.Read(into)
}

// ReadByte spares gob a buffer of its own.
func (r *repeat) ReadByte() (byte, error) {
	if b, err := r.first.ReadByte(); err == nil {
		return b, nil
	}
	if r.again.Len() == 0 {
		_, _ = r.again.Seek(0, io.SeekStart)
	}
	return r.again.ReadByte()
}
