// Package wire holds the structs that Mattermost and its plugins send each other, generated from
// the description of the plugin API, and a net/rpc server for the API's methods.
package wire

import "encoding/gob"

// Method makes empty arguments and an empty reply of an RPC method.
type Method struct {
	NewArgs  func() any
	NewReply func() any
}

// Server is the net/rpc service "Plugin" that a host serves to its plugin. Its methods are
// generated; all of them end in Handle.
type Server struct {
	// Handle fills reply (a pointer to the method's reply struct) from args.
	Handle func(method string, args, reply any) error
}

// DriverServer is the net/rpc service "Plugin" of the database driver, in the same way.
type DriverServer struct {
	// Handle fills reply (a pointer) from args.
	Handle func(method string, args, reply any) error
}

// ErrorString is plugin.ErrorString: any error that has no registered type of its own.
type ErrorString struct {
	Code int
	Err  string
}

func (e *ErrorString) Error() string { return e.Err }

// PQError is pq.Error (github.com/lib/pq): an error of PostgreSQL.
type PQError struct {
	Severity         string
	Code             string
	Message          string
	Detail           string
	Hint             string
	Position         string
	InternalPosition string
	InternalQuery    string
	Where            string
	Schema           string
	Table            string
	Column           string
	DataTypeName     string
	Constraint       string
	File             string
	Line             string
	Routine          string
}

func (e *PQError) Error() string { return "pq: " + e.Message }

// Error makes AppError fit for error-typed results.
func (e *AppError) Error() string { return e.Where + ": " + e.Message }

// PropertyOptions is model.PropertyOptions[*model.PluginPropertyOption].
type PropertyOptions []*PluginPropertyOption

func init() {
	gob.RegisterName("*plugin.ErrorString", &ErrorString{})
	gob.RegisterName("*pq.Error", &PQError{})
}
