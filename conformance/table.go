package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"conformance/wire"
)

// elsewhere names the checks of methods whose checks do not bear their name.
var elsewhere = map[string][]string{
	"hook Implemented": {"activation: Implemented"}, "hook OnActivate": {"activation: "}, "hook OnDeactivate": {"deactivation: "},
	"hook OnConfigurationChange": {"configuration: ", "error of a hook"}, "hook ServeHTTP": {"HTTP: ", "streams: ", "panic in an HTTP"},
	"API LogDebug": {"log: debug"}, "API LogInfo": {"log: info"}, "API LogWarn": {"log: warn"}, "API LogError": {"log: error"},
}

// sdkNames are the names in the SDK that are not those of Mattermost in Rust's spelling.
var sdkNames = map[string]string{
	"hook Implemented": "the hooks that are declared", "hook OnActivate": "[`Plugin::new`]", "hook ServeHTTP": "[`Plugin::http`]",
	"hook ServeMetrics": "[`Plugin::metrics`]", "API LogDebug": "`tracing::debug!`", "API LogInfo": "`tracing::info!`",
	"API LogWarn": "`tracing::warn!`", "API LogError": "`tracing::error!`",
}

const tableHead = `# Every hook, API call and driver call

Written by the conformance suite (` + "`conformance/run.sh -write`" + `), which compares it on every run. Each line is checked under a host
on HashiCorp's go-plugin, Go's net/rpc and encoding/gob: with every field filled, with zero values, and with each kind of error
that the result can hold; those with streams also with large and broken ones. "From" is the first version of Mattermost with it,
or what is known of that: 9.4 is the oldest version that was looked at.
`

// surface prints a table of all methods with the result of their checks, and compares it with the
// one in the documentation.
func (s *suite) surface(file string, write bool) {
	if s.only != "" || file == "" {
		return
	}
	table := tableHead + s.section("Hooks", "hook", "Plugin::", wire.Hooks) + s.section("API calls", "API", "Api::", wire.API) +
		s.section("Driver calls", "driver", "Driver::", wire.Driver)
	fmt.Print("\n", table, "\n")
	if write {
		s.check("the table in the documentation is written", func() error { return os.WriteFile(file, []byte(table), 0o644) })
		return
	}
	s.check("the table in the documentation is current", func() error {
		current, err := os.ReadFile(file)
		if err == nil && string(current) != table {
			err = errors.New("it differs: run conformance/run.sh -write")
		}
		return err
	})
}

func (s *suite) section(title, kind, owner string, methods map[string]wire.Method) string {
	var out strings.Builder
	fmt.Fprintf(&out, "\n## %s\n\n| Mattermost's name | in the SDK | from | checks | result |\n|---|---|---|---|---|\n", title)
	names := slices.Sorted(maps.Keys(methods))
	for _, name := range names {
		key := kind + " " + name
		sdk := sdkNames[key]
		if sdk == "" {
			sdk = "[`" + owner + wire.SDKNames[name] + "`]"
		}
		passed, failed := s.count(key)
		result := "passed"
		if failed > 0 || passed == 0 {
			result = fmt.Sprintf("**%d failed**", failed)
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %d | %s |\n", name, sdk, wire.Since[name], passed+failed, result)
	}
	fmt.Fprintf(&out, "\n%d in all.\n", len(names))
	return out.String()
}

// count counts the checks of a method, such as "hook ServeHTTP".
func (s *suite) count(key string) (passed, failed int) {
	prefixes := append(elsewhere[key], key+": ")
	for _, r := range s.results {
		if !slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(r.name, prefix) }) {
			continue
		}
		if r.passed {
			passed++
		} else {
			failed++
		}
	}
	return passed, failed
}
