package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/latentlab/latentlab/internal/kernelspec"
	"github.com/latentlab/latentlab/internal/tools"
)

func newInstallKernelCmd() *cobra.Command {
	var userDir, name string
	var remove, force bool
	cmd := &cobra.Command{
		Use:   "install-kernel",
		Short: "Let VS Code and other editors find the checkout's kernel",
		Long: `Writes a kernel.json with the absolute paths of this checkout into the Jupyter
folder of the user, where VS Code and every Jupyter look for kernels. Variables of
this shell that say where Go and latentlab keep their files go along. After moving
the checkout, run it again. latentlab lab does not need it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := jupyterDir(userDir)
			if err != nil {
				return err
			}
			if remove {
				path, err := kernelspec.Remove(dir, name, force)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", path)
				return nil
			}
			return installKernel(cmd, dir, name, force)
		},
	}
	cmd.Flags().StringVar(&userDir, "user-dir", "", "Jupyter's folder for the user (default: where Jupyter has it on this system)")
	cmd.Flags().StringVar(&name, "name", "gonb", "name of the kernel; the notebooks ask for gonb")
	cmd.Flags().BoolVar(&remove, "remove", false, "take the kernel out again")
	cmd.Flags().BoolVar(&force, "force", false, "replace or remove a kernel of that name that latentlab did not write")
	return cmd
}

// jupyterDir returns the absolute path of Jupyter's folder for the user.
func jupyterDir(chosen string) (string, error) {
	if chosen != "" {
		return filepath.Abs(chosen)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	return kernelspec.UserDir(runtime.GOOS, home, os.Getenv)
}

// installKernel writes the kernel and says how to choose it.
func installKernel(cmd *cobra.Command, dir, name string, force bool) error {
	root, err := tools.FindRoot(".")
	if err != nil {
		return err
	}
	spec, err := kernelspec.Read(filepath.Join(root, filepath.FromSlash(tools.KernelDir), "kernel.json"))
	if err != nil {
		return err
	}
	g, err := tools.Ensure(cmd.Context(), root, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	carry, err := carried(os.LookupEnv)
	if err != nil {
		return err
	}
	spec, err = kernelspec.Absolute(spec, kernelspec.Place{Root: root, GoBin: g.Bin, Carry: carry})
	if err != nil {
		return err
	}
	path, err := kernelspec.Write(spec, dir, name, force)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), `wrote %s
JupyterLab and Notebook list it as %q.
VS Code, with the extension Jupyter: open a notebook, then Select Kernel at its top right, Jupyter Kernel, %q.
`, path, spec.DisplayName, spec.DisplayName)
	return nil
}

// carried returns the variables of this shell that cells need where an editor was
// started without them, folders made absolute.
func carried(lookup func(string) (string, bool)) (map[string]string, error) {
	carry := map[string]string{}
	for _, name := range []string{"GOPATH", "GOMODCACHE", "GOCACHE"} {
		if value, ok := lookup(name); ok && value != "" {
			carry[name] = value
		}
	}
	for _, name := range []string{"LATENTLAB_DATA", "LATENTLAB_MODELS"} {
		if value, ok := lookup(name); ok && value != "" {
			path, err := filepath.Abs(value)
			if err != nil {
				return nil, err
			}
			carry[name] = path
		}
	}
	return carry, nil
}
