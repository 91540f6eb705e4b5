package main

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// byHand are the methods that the SDK offers in another shape, because they carry streams, JSON,
// log fields or a verdict; the suite has checks of their own for them.
var byHand = map[string]bool{
	"LoadPluginConfiguration": true, "InstallPlugin": true, "UploadData": true, "PluginHTTP": true,
	"PluginHTTPStream": true, "LogDebug": true, "LogInfo": true, "LogWarn": true, "LogError": true,
	"OnActivate": true, "OnDeactivate": true, "OnConfigurationChange": true, "Implemented": true,
	"ServeHTTP": true, "ServeMetrics": true, "FileWillBeUploaded": true,
	"MessageWillBePosted": true, "MessageWillBeUpdated": true,
}

// neverSent are the types of fields that the Rust structs leave out.
var neverSent = map[string]bool{
	"io.ReadCloser": true, "*http.Request": true, "*tls.ConnectionState": true, "i18n.TranslateFunc": true,
}

func rustFile(d *Description) []byte {
	var out bytes.Buffer
	out.WriteString("// Written by conformance/gen; do not edit.\n\n")
	out.WriteString("use std::sync::Arc;\n\nuse mattermost_plugin::{Api, Driver, Plugin, model};\nuse serde_json::Value;\n\n")
	out.WriteString("use crate::State;\nuse crate::typed::{Typed, arg, fields, object, outcome};\n")
	for _, name := range rustStructs(d) {
		rustStruct(&out, name, d.Types[name])
	}
	rustCalls(&out, d, "call", "api: &Api", "the API method", d.API)
	rustCalls(&out, d, "call_driver", "driver: &Driver", "the database driver's method", d.Driver)
	rustHooks(&out, d)
	return out.Bytes()
}

// rustStructs names the structs that the generated methods reach.
func rustStructs(d *Description) []string {
	seen := map[string]bool{}
	for _, m := range slices.Concat(d.API, d.Hooks, d.Driver) {
		if byHand[m.Name] {
			continue
		}
		for _, field := range append(append([]Field{}, m.ArgsFields...), m.ReplyFields...) {
			d.reach(field.Type, seen)
		}
	}
	for _, name := range []string{"model.AppError", "model.MessageAttachment", "model.AutocompleteTextArg",
		"model.AutocompleteStaticListArg", "model.AutocompleteDynamicListArg", "model.PreviewPost", "model.UploadSession", "model.FileInfo", "model.Manifest", "model.Post"} {
		d.reach(name, seen)
	}
	var out []string
	for name := range seen {
		if _, real := realTypes[name]; d.Types[name].Kind == "struct" && !real {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

func (d *Description) reach(expression string, seen map[string]bool) {
	for _, name := range qualified.FindAllString(expression, -1) {
		if name == "mlog.Level" {
			name = "logr.Level"
		}
		if seen[name] || neverSent[name] {
			continue
		}
		seen[name] = true
		d.reach(d.Types[name].Underlying, seen)
		for _, field := range d.Types[name].Fields {
			if field.sent() && !neverSent[field.Type] {
				d.reach(field.Type, seen)
			}
		}
	}
}

func rustStruct(out *bytes.Buffer, name string, t Type) {
	fmt.Fprintf(out, "\nfields!(model::%s {", rustType(name))
	for _, field := range t.Fields {
		if field.sent() && !neverSent[field.Type] {
			fmt.Fprintf(out, "\n    %s: %q,", snake(field.Name), field.Name)
		}
	}
	out.WriteString("\n});\n")
}

// kind resolves named types such as model.ChannelType to what they are.
func (d *Description) kind(goType string) string {
	if t, ok := d.Types[goType]; ok && t.Underlying == "" && t.Kind != "struct" && t.Kind != "interface" {
		return t.Kind
	}
	return goType
}

// rustArgument reads one argument of a method; where the SDK takes `impl Into<T>`, T is named.
func (d *Description) rustArgument(field Field) string {
	target := map[string]string{
		"string": "String", "any": "model::Any", "[]byte": "Vec<u8>", "*model.Permission": "model::Permission",
	}[d.kind(field.Type)]
	if target == "" {
		return fmt.Sprintf("arg(&args, %q)", field.Name)
	}
	return fmt.Sprintf("arg::<%s>(&args, %q)", target, field.Name)
}

func isError(field Field) bool { return field.Type == "error" || field.Type == "*model.AppError" }

func results(m Method) []string {
	var out []string
	for _, field := range m.ReplyFields {
		if !isError(field) {
			out = append(out, field.Name)
		}
	}
	return out
}

func lower(names []string) string {
	text := strings.ToLower(strings.Join(names, ", "))
	if len(names) == 1 {
		return text
	}
	return "(" + text + ")"
}

// dumped lists typed values under Go's field names.
func dumped(names []string) string {
	var out []string
	for _, name := range names {
		out = append(out, fmt.Sprintf("(%q, %s.dump())", name, strings.ToLower(name)))
	}
	return "object([" + strings.Join(out, ", ") + "])"
}

// rustCalls writes a function that calls a method by its name.
func rustCalls(out *bytes.Buffer, d *Description, name, parameter, about string, methods []Method) {
	receiver, _, _ := strings.Cut(parameter, ":")
	fmt.Fprintf(out, "\n/// Calls %s `method` with `args` (an object by Go's field names), and answers the\n", about)
	out.WriteString("/// typed results or the error; `None` for a method that is not here.\n")
	out.WriteString("#[allow(clippy::too_many_lines)]\n")
	fmt.Fprintf(out, "pub(crate) async fn %s(%s, method: &str, args: Value) -> Option<Value> {\n    Some(match method {\n", name, parameter)
	for _, m := range methods {
		if byHand[m.Name] {
			continue
		}
		pattern, value := d.rustResult(m)
		fmt.Fprintf(out, "        %q => {\n            let result = %s.%s(%s).await;\n            outcome(result.map(|%s| %s))\n        }\n",
			m.Name, receiver, snake(m.Name), strings.Join(d.rustArguments(m), ", "), pattern, value)
	}
	out.WriteString("        _ => return None,\n    })\n}\n")
}

func (d *Description) rustArguments(m Method) []string {
	if !isStruct(m.ArgsType) {
		plain := map[string]string{"string": "String", "bool": "bool"}[m.ArgsType]
		return []string{fmt.Sprintf("<%s as Typed>::load(&args)", plain)}
	}
	var out []string
	for _, field := range m.ArgsFields {
		out = append(out, d.rustArgument(field))
	}
	return out
}

// rustResult takes a method's results apart, and makes JSON of them.
func (d *Description) rustResult(m Method) (pattern, value string) {
	if !isStruct(m.ReplyType) {
		return "value", "value.dump()"
	}
	names := results(m)
	if len(names) == 0 {
		return "()", "object([])"
	}
	return lower(names), dumped(names)
}

func rustHooks(out *bytes.Buffer, d *Description) {
	out.WriteString("\n/// Declares every hook that needs no hand-written handler: each notes its typed arguments, and\n")
	out.WriteString("/// answers what the host prepared.\n")
	out.WriteString("#[allow(clippy::too_many_lines)]\n")
	out.WriteString("pub(crate) fn hooks(plugin: Plugin<State>) -> Plugin<State> {\n    plugin\n")
	for _, m := range d.Hooks {
		if byHand[m.Name] {
			continue
		}
		var names []string
		for _, field := range m.ArgsFields {
			names = append(names, field.Name)
		}
		var loads []string
		for _, name := range results(m) {
			loads = append(loads, fmt.Sprintf("arg(&reply, %q)", name))
		}
		value := strings.Join(loads, ", ")
		if len(loads) != 1 {
			value = "(" + value + ")"
		}
		reply := "reply"
		if len(loads) == 0 {
			reply = "_"
		}
		parameters := strings.ToLower(strings.Join(append([]string{""}, names...), ", "))
		fmt.Fprintf(out, "        .%s(|state: Arc<State>%s| async move {\n            let args = %s;\n            state.hook(%q, args).await.map(|%s| %s)\n        })\n",
			snake(m.Name), parameters, dumped(names), m.Name, reply, value)
	}
	out.WriteString("}\n")
}
