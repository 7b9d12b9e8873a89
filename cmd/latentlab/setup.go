package main

import (
	"fmt"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/latentlab/latentlab/datasets"
	"github.com/latentlab/latentlab/internal/tools"
)

func newSetupCmd() *cobra.Command {
	var gopls bool
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Install the pinned tools and fill the build cache",
		Long: `Installs the GoNB kernel and goimports into .bin, in the versions that go.mod
names, downloads the modules, and builds what the notebooks import in the
environment that their cells have. The other commands do this when it is needed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := tools.FindRoot(".")
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			var further []string
			if gopls || tools.Installed(root, "gopls") {
				further = []string{"gopls"}
			}
			g, err := tools.Setup(cmd.Context(), root, further, out)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%-10s %s in %s\n", "go", g.Version, g.Bin)
			for _, line := range missing(root) {
				fmt.Fprintln(out, line)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&gopls, "gopls", false, "install gopls too, for completion in JupyterLab (builds for about a minute)")
	return cmd
}

// missing says what is not there that some commands and notebooks want.
func missing(root string) []string {
	var lines []string
	say := func(name, text string) { lines = append(lines, fmt.Sprintf("%-10s %s", name, text)) }
	if !tools.Installed(root, "gopls") {
		say("gopls", "not installed; latentlab setup --gopls adds completion to JupyterLab")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		say("python", "not found; latentlab lab needs it, nothing else does")
	}
	var absent []string
	for _, name := range datasets.Names() {
		if s, err := datasets.Check(name); err == nil && s.Missing() {
			absent = append(absent, name)
		}
	}
	if len(absent) > 0 {
		say("data", strings.Join(absent, ", ")+" not there; latentlab data fetch downloads them, or set LATENTLAB_DATA")
	}
	return lines
}
