package main

import (
	"strings"
	"unicode"
)

// rustKeywords are the Go names that Rust reserves: codegen/src/names.rs ends them with _.
var rustKeywords = map[string]bool{
	"type": true, "where": true, "ref": true, "match": true, "self": true, "override": true, "use": true, "async": true,
}

// compounds are words that Go spells in a way the splitting rule would break.
var compounds = strings.NewReplacer("OAuth", "Oauth", "IDs", "Ids", "URLs", "Urls", "PMs", "Pms", "IPs", "Ips")

// snake is the name that the Rust SDK gives to a Go name: `GetUserByID` becomes `get_user_by_id`.
func snake(name string) string {
	runes := []rune(compounds.Replace(name))
	var out strings.Builder
	for i, r := range runes {
		starts := unicode.IsUpper(r) && i > 0 &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if starts && runes[i-1] != '_' {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	if rustKeywords[out.String()] {
		return out.String() + "_"
	}
	return out.String()
}

// rustType is the name of a struct in mattermost-model.
func rustType(name string) string {
	if short, ok := strings.CutPrefix(name, "http."); ok {
		return "Http" + short
	}
	return strings.ReplaceAll(typeName(name), "HTTP", "Http")
}
