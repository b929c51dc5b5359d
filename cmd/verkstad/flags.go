package main

import (
	"errors"
	"flag"
	"fmt"
)

// errHelp: help was asked for and given.
var errHelp = errors.New("help")

// flags returns a flag set that reports to the command's own streams.
func flags(name, usage string, e env) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(e.err)
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), "Usage: verkstad %s\n", usage)
		fs.PrintDefaults()
	}
	return fs
}

// parse reads the flags and checks how many words follow them; asking for help is errHelp.
func parse(fs *flag.FlagSet, args []string, e env, least, most int) error {
	for _, a := range args {
		if a == "-h" || a == "--help" || a == "-help" {
			fs.SetOutput(e.out)
		}
	}
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return errHelp
	case err != nil:
		return usageError(err.Error())
	}
	if n := fs.NArg(); n < least || n > most {
		fs.Usage()
		if n < least {
			return usageError("something is missing after " + fs.Name())
		}
		return usageError("too many words after " + fs.Name())
	}
	return nil
}

// unlessHelp is nil when help was asked for and given.
func unlessHelp(err error) error {
	if errors.Is(err, errHelp) {
		return nil
	}
	return err
}
