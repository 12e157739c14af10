package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	_ "time/tzdata" // the desk's time zone must be known in an empty container too

	"github.com/alecthomas/kong"
)

// version is set when a release is built.
var version = "dev"

// commands are what the program can do. Each is a file of its own.
type commands struct {
	Demo    demoCmd    `cmd:"" help:"Try it: start a web chat on this machine, with no configuration. Makes ./data."`
	Serve   serveCmd   `cmd:"" help:"Serve the desk."`
	Chat    chatCmd    `cmd:"" help:"Hold a consultation in the terminal."`
	Ask     askCmd     `cmd:"" help:"Answer single questions, one JSON line each."`
	Eval    evalCmd    `cmd:"" help:"Measure matching on labelled questions."`
	Import  importCmd  `cmd:"" help:"Import the desk's case table (CSV), masked."`
	Export  exportCmd  `cmd:"" help:"Export the case base, as the desk's table or for machines."`
	KB      kbCmd      `cmd:"" name:"kb" help:"Look at the knowledge base and check it."`
	Config  configCmd  `cmd:"" help:"Check the configuration, or make the desk's key."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// process is what a command may use of the outside world; tests give it another.
type process struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) (string, bool)
}

func main() {
	os.Exit(run(os.Args[1:], process{os.Stdin, os.Stdout, os.Stderr, os.LookupEnv}))
}

// run returns the exit code: 0 done, 1 failed, 2 wrong usage.
func run(args []string, p process) (code int) {
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("madoguchi"), kong.Description("窓口 — a consultation bot for public desks that help small businesses with computer trouble."),
		kong.Writers(p.out, p.err), kong.Exit(func(c int) { exited = c }), kong.Bind(p), kong.UsageOnError(),
	)
	if err != nil {
		return fail(p, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintf(p.err, "madoguchi: %s (madoguchi --help lists what there is)\n", oneLine(err.Error()))
		return 2
	}
	if err := ctx.Run(p); err != nil {
		return fail(p, err)
	}
	return 0
}

// fail prints why in one line. Nothing of a stack or of several lines reaches a user.
func fail(p process, err error) int {
	if errors.Is(err, errUsage) {
		fmt.Fprintf(p.err, "madoguchi: %s\n", oneLine(err.Error()))
		return 2
	}
	fmt.Fprintf(p.err, "madoguchi: %s\n", oneLine(err.Error()))
	return 1
}

// errUsage marks errors of how the program was called.
var errUsage = errors.New("wrong usage")

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

type versionCmd struct{}

func (versionCmd) Run(p process) error {
	_, err := fmt.Fprintln(p.out, "madoguchi", version)
	return err
}
