package value

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Canonical turns v into plain JSON values under Go's field names. gob does not tell a zero field
// from an absent one, so both are null; a struct without any other field is null too. What stands in an
// interface is wrapped in {"any": …}: an empty string in it differs from nothing.
func Canonical(v any) any {
	return canonical(reflect.ValueOf(v))
}

func canonical(v reflect.Value) any {
	if !v.IsValid() || v.IsZero() {
		return nil
	}
	switch special := v.Interface().(type) {
	case time.Time:
		if special.IsZero() {
			return nil
		}
		return special.UTC().Format(time.RFC3339Nano)
	case url.URL:
		return special.String()
	case json.RawMessage:
		return string(special)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return canonical(v.Elem())
	case reflect.Interface:
		return dynamic(v.Elem())
	case reflect.Struct:
		return structure(v)
	case reflect.Slice:
		return slice(v, canonical)
	case reflect.Map:
		return mapping(v, canonical)
	case reflect.String:
		return text(v.String())
	}
	return v.Interface()
}

// text shows a string that is not UTF-8 by its bytes, as JSON cannot hold it.
func text(s string) any {
	if strings.ToValidUTF8(s, "") == s {
		return s
	}
	return map[string]any{"hex": fmt.Sprintf("%x", s)}
}

func structure(v reflect.Value) any {
	out := map[string]any{}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		if value := canonical(v.Field(i)); value != nil {
			out[field.Name] = value
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func slice(v reflect.Value, element func(reflect.Value) any) any {
	if v.Len() == 0 {
		return nil
	}
	out := make([]any, v.Len())
	for i := range out {
		out[i] = element(v.Index(i))
	}
	return out
}

func mapping(v reflect.Value, element func(reflect.Value) any) any {
	if v.Len() == 0 {
		return nil
	}
	out := map[string]any{}
	for _, key := range v.MapKeys() {
		out[fmt.Sprint(key.Interface())] = element(v.MapIndex(key))
	}
	return out
}

// dynamic shows what stands in an interface.
func dynamic(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return map[string]any{"any": inner(v)}
}

func inner(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return inner(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Pointer {
			return orEmpty(slice(v, canonical), []any{})
		}
		return orEmpty(slice(v, inner), []any{})
	case reflect.Map:
		return orEmpty(mapping(v, inner), map[string]any{})
	case reflect.Pointer, reflect.Struct:
		return canonical(v)
	}
	return v.Interface()
}

func orEmpty(value, empty any) any {
	if value == nil {
		return empty
	}
	return value
}

// Parse reads JSON for Compare.
func Parse(text []byte) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	var out any
	err := decoder.Decode(&out)
	return out, err
}

// Text writes a value so that equal values are equal texts whichever language wrote them.
func Text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "not JSON: " + err.Error()
	}
	parsed, err := Parse(raw)
	if err != nil {
		return "not JSON: " + err.Error()
	}
	raw, _ = json.Marshal(normal(parsed))
	return string(raw)
}

// normal writes numbers one way and leaves null fields out of objects.
func normal(v any) any {
	switch v := v.(type) {
	case json.Number:
		if _, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return v
		}
		float, err := v.Float64()
		if err != nil {
			return v
		}
		return json.Number(strconv.FormatFloat(float, 'f', -1, 64))
	case []any:
		for i := range v {
			v[i] = normal(v[i])
		}
	case map[string]any:
		for key, element := range v {
			if _, inAny := v["any"]; element == nil && !inAny {
				delete(v, key)
				continue
			}
			v[key] = normal(element)
		}
		if len(v) == 0 {
			return v
		}
	}
	return v
}

// Difference names the first place where two values differ, or is empty.
func Difference(want, got any) string {
	w, _ := Parse([]byte(Text(want)))
	g, _ := Parse([]byte(Text(got)))
	return difference("", w, g)
}

func difference(path string, want, got any) string {
	wm, wok := want.(map[string]any)
	gm, gok := got.(map[string]any)
	if wok && gok {
		return mapDifference(path, wm, gm)
	}
	ws, wok := want.([]any)
	gs, gok := got.([]any)
	if wok && gok && len(ws) == len(gs) {
		for i := range ws {
			if d := difference(fmt.Sprintf("%s[%d]", path, i), ws[i], gs[i]); d != "" {
				return d
			}
		}
		return ""
	}
	if w, g := Text(want), Text(got); w != g {
		return fmt.Sprintf("at %q: want %s, got %s", path, short(w), short(g))
	}
	return ""
}

func mapDifference(path string, want, got map[string]any) string {
	keys := map[string]bool{}
	for key := range want {
		keys[key] = true
	}
	for key := range got {
		keys[key] = true
	}
	ordered := make([]string, 0, len(keys))
	for key := range keys {
		ordered = append(ordered, key)
	}
	sort.Strings(ordered)
	for _, key := range ordered {
		if d := difference(path+"."+key, want[key], got[key]); d != "" {
			return d
		}
	}
	return ""
}

func short(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}
