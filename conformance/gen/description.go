package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// Description is what the generator reads of plugin-api.json, model-types.json and
// gob-registered.json.
type Description struct {
	Types      map[string]Type
	API        []Method
	Hooks      []Method
	Driver     []Method
	Since      map[string]string // The first version of Mattermost with a method, by its name.
	Registered []Registered
}

// Type is one named Go type.
type Type struct {
	Kind       string          `json:"kind"`
	Underlying string          `json:"underlying"`
	RawFields  json.RawMessage `json:"fields"`
	Fields     []Field         `json:"-"`
}

// Field is one struct field, argument or result.
type Field struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Exported *bool  `json:"exported"`
	Embedded bool   `json:"embedded"`
}

// Method is one RPC method.
type Method struct {
	Name        string  `json:"name"`
	ArgsType    string  `json:"args_type"`
	ReplyType   string  `json:"reply_type"`
	ArgsFields  []Field `json:"args_fields"`
	ReplyFields []Field `json:"reply_fields"`
}

// Registered is a concrete type that may stand in an interface.
type Registered struct {
	WireName string `json:"wire_name"`
}

// Declared is a method of one of the Go interfaces.
type Declared struct {
	Name  string `json:"name"`
	Since string `json:"min_server_version"`
}

// Versions lists what came between versions.
type Versions struct {
	Pairs []struct {
		To    string  `json:"to"`
		API   changes `json:"API"`
		Hooks changes `json:"Hooks"`
	} `json:"pairs"`
}

type changes struct {
	Added []string `json:"added"`
}

// since takes the version that a method's own description names, what the table since.json says, or
// the version in which the method was first seen, as codegen/src/since.rs does.
func since(interfaces map[string][]Declared, byHand map[string]string, versions Versions) map[string]string {
	out := map[string]string{}
	for _, pair := range versions.Pairs {
		for _, name := range append(pair.API.Added, pair.Hooks.Added...) {
			out[name] = pair.To
		}
	}
	maps.Copy(out, byHand)
	for _, methods := range interfaces {
		for _, method := range methods {
			if method.Since != "" {
				out[method.Name] = strings.ReplaceAll(method.Since, ".00", ".0") // One says 11.00.
			}
		}
	}
	return out
}

// load reads the description, and the table of versions in the folder docs.
func load(dir, docs string) (*Description, error) {
	var api struct {
		Services map[string]struct {
			Methods []Method `json:"methods"`
		} `json:"rpc_services"`
		Interfaces map[string][]Declared `json:"interfaces"`
	}
	var versions Versions
	var model struct {
		Types map[string]Type `json:"types"`
	}
	var registered struct {
		Mattermost []Registered `json:"mattermost"`
	}
	byHand := map[string]string{}
	files := map[string]any{
		filepath.Join(dir, "plugin-api.json"): &api, filepath.Join(dir, "model-types.json"): &model,
		filepath.Join(dir, "gob-registered.json"): &registered, filepath.Join(dir, "version-diff.json"): &versions,
		filepath.Join(docs, "since.json"): &byHand,
	}
	for name, into := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, t := range model.Types {
		if len(t.RawFields) > 0 && t.RawFields[0] == '[' {
			if err := json.Unmarshal(t.RawFields, &t.Fields); err != nil {
				return nil, fmt.Errorf("fields of %s: %w", name, err)
			}
			model.Types[name] = t
		}
	}
	description := &Description{
		Types:      model.Types,
		API:        sorted(api.Services["plugin_to_host_api"].Methods),
		Hooks:      sorted(api.Services["host_to_plugin_hooks"].Methods),
		Driver:     sorted(api.Services["plugin_to_host_db"].Methods),
		Since:      since(api.Interfaces, byHand, versions),
		Registered: registered.Mattermost,
	}
	return description, description.versioned()
}

// versioned fails where a method has no version.
func (d *Description) versioned() error {
	for _, m := range slices.Concat(d.API, d.Hooks, d.Driver) {
		if d.Since[m.Name] == "" {
			return fmt.Errorf("since.json: from which version on is %s there?", m.Name)
		}
	}
	return nil
}

func sorted(methods []Method) []Method {
	sort.Slice(methods, func(i, j int) bool { return methods[i].Name < methods[j].Name })
	return methods
}

// names returns the names of all types in order.
func (d *Description) names() []string {
	var out []string
	for name := range d.Types {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// sent tells whether gob sends the field.
func (f Field) sent() bool {
	return (f.Exported == nil || *f.Exported) && f.Type != "i18n.TranslateFunc"
}

// typeName is the name of a Go type here and in the Rust model: types of packages model and plugin
// keep their own, those of other packages get the package as a prefix.
func typeName(name string) string {
	pkg, short, found := strings.Cut(name, ".")
	if !found {
		return name
	}
	prefixes := map[string]string{
		"saml2": "Saml2", "types": "Saml", "xml": "Xml", "driver": "Driver", "logr": "Log", "mlog": "Log",
	}
	return prefixes[pkg] + short
}
