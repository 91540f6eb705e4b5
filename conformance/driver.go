package main

import (
	"conformance/host"
	"conformance/value"
	"conformance/wire"
)

// driver checks the calls of the database driver, which have a stream of their own.
func driver(s *suite) {
	s.group("driver", func(p *host.Plugin) {
		for _, name := range names(wire.Driver, nil) {
			method := wire.Driver[name]
			s.check("driver "+name+": filled", func() error { return driverRoundTrip(p, name, true) })
			s.check("driver "+name+": zero values", func() error { return driverRoundTrip(p, name, false) })
			if canFail(method) {
				s.check("driver "+name+": errors", func() error { return failures(p, "/driver/", name, method) })
			}
		}
		s.check("driver ConnExec: errors inside the result", func() error { return resultErrors(p) })
	})
}

func driverRoundTrip(p *host.Plugin, name string, filled bool) error {
	method := wire.Driver[name]
	args, prepared := method.NewArgs(), method.NewReply()
	if filled {
		value.Fill(args)
		value.Fill(prepared)
		clearErrors(prepared)
	}
	return compareCall(p, "/driver/", name, args, prepared, false)
}

// resultErrors sends errors where no row was inserted, or where the driver cannot count rows.
func resultErrors(p *host.Plugin) error {
	reply := &wire.Z_DbResultContErrReturn{}
	reply.A.LastIDError = &wire.ErrorString{Err: "LastInsertId is not supported by this driver"}
	reply.A.RowsAffected = 7
	return compareCall(p, "/driver/", "ConnExec", &wire.Z_DbConnArgs{A: "conn", B: "UPDATE x"}, reply, false)
}
