package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
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
	switch err := parseAnywhere(fs, args); {
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

// parseAnywhere reads flags before, between and after the words, which the flag package only reads before them. What
// stands after "--" is words.
func parseAnywhere(fs *flag.FlagSet, args []string) error {
	var words, after []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, after = args[:i], args[i+1:]
	}
	for {
		if err := fs.Parse(args); err != nil {
			return err
		}
		if fs.NArg() == 0 {
			break
		}
		words = append(words, fs.Arg(0))
		args = fs.Args()[1:]
	}
	return fs.Parse(slices.Concat([]string{"--"}, words, after))
}

// unlessHelp is nil when help was asked for and given.
func unlessHelp(err error) error {
	if errors.Is(err, errHelp) {
		return nil
	}
	return err
}
