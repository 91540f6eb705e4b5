// Package value makes deterministic values of the protocol's structs, and brings values to a form
// in which two languages can be compared.
package value

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"time"

	"conformance/wire"
)

// filler counts, so that no two fields get the same value: a swapped field shows.
type filler struct {
	next  int
	stack map[reflect.Type]bool
}

// Fill sets every field that into (a pointer) reaches to a value that is not zero. A struct that
// holds itself ends at its second level.
func Fill(into any) {
	f := &filler{stack: map[reflect.Type]bool{}}
	f.fill(reflect.ValueOf(into).Elem(), "")
}

func (f *filler) count() int {
	f.next++
	return f.next
}

func (f *filler) fill(v reflect.Value, name string) {
	if f.special(v) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%s-%d é", name, f.count()))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int, reflect.Int64:
		v.SetInt(signed(f.count(), v.Type().Bits()))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint, reflect.Uint64:
		v.SetUint(uint64(f.count() % 251))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.count()) + 0.25)
	case reflect.Pointer:
		f.pointer(v, name)
	case reflect.Struct:
		f.structure(v)
	case reflect.Slice:
		f.slice(v, name)
	case reflect.Map:
		f.mapping(v, name)
	case reflect.Interface:
		f.dynamic(v, name)
	}
}

// signed alternates the sign and uses the width: times in ms do not fit in 32 bits.
func signed(n, bits int) int64 {
	value := int64(n)
	if bits == 64 {
		value += 1 << 33
	}
	if bits == 8 {
		value %= 100
	}
	if n%2 == 0 {
		return -value
	}
	return value
}

// special fills the types of Go's own library.
func (f *filler) special(v reflect.Value) bool {
	switch into := v.Addr().Interface().(type) {
	case *time.Time:
		*into = time.Date(2026, 1, 2, 3, 4, f.count()%60, 123456789, time.UTC)
	case *url.URL:
		*into = url.URL{Scheme: "https", Host: "example.com", Path: fmt.Sprintf("/path/%d", f.count()), RawQuery: "a=b%20c"}
	case *json.RawMessage:
		*into = json.RawMessage(fmt.Sprintf(`{"raw":%d}`, f.count()))
	case *http.Request, *http.Response:
		return true
	default:
		return false
	}
	return true
}

func (f *filler) pointer(v reflect.Value, name string) {
	if f.stack[v.Type().Elem()] {
		return
	}
	v.Set(reflect.New(v.Type().Elem()))
	f.fill(v.Elem(), name)
}

func (f *filler) structure(v reflect.Value) {
	if f.stack[v.Type()] {
		return
	}
	f.stack[v.Type()] = true
	defer delete(f.stack, v.Type())
	for i := range v.NumField() {
		f.fill(v.Field(i), v.Type().Field(i).Name)
	}
}

// innermost strips pointers, slices and maps.
func innermost(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

func (f *filler) slice(v reflect.Value, name string) {
	if f.stack[innermost(v.Type())] {
		return
	}
	length := 2
	if v.Type().Elem().Kind() == reflect.Uint8 {
		length = 5
	}
	v.Set(reflect.MakeSlice(v.Type(), length, length))
	for i := range length {
		f.fill(v.Index(i), name)
	}
}

func (f *filler) mapping(v reflect.Value, name string) {
	if f.stack[innermost(v.Type())] {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for range 2 {
		key := reflect.New(v.Type().Key()).Elem()
		element := reflect.New(v.Type().Elem()).Elem()
		f.fill(key, name+"-key")
		f.fill(element, name)
		v.SetMapIndex(key, element)
	}
}

var errorType = reflect.TypeFor[error]()

// dynamic takes each kind of value that may stand in an interface in turn.
func (f *filler) dynamic(v reflect.Value, name string) {
	if v.Type() == errorType || v.NumMethod() > 0 {
		return // Errors have checks of their own, a body is never sent.
	}
	n := f.count()
	attachment := &wire.MessageAttachment{Text: fmt.Sprintf("attachment-%d", n), Color: "#00ff00"}
	choices := []any{
		fmt.Sprintf("%s-any-%d", name, n),
		float64(n) + 0.5,
		n,
		int64(-n),
		true,
		[]any{"x", float64(n), nil, map[string]any{"deep": true}},
		map[string]any{"text": "é", "number": float64(n) + 0.75, "list": []any{"y"}},
		[]string{"a", fmt.Sprint(n)},
		[]*wire.MessageAttachment{attachment},
		[]byte{1, 2, byte(n)},
		"",
		false,
		uint64(n),
	}
	v.Set(reflect.ValueOf(choices[n%len(choices)]))
}
