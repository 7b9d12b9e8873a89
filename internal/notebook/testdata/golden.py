# Writes golden.ipynb with Jupyter's own nbformat: python golden.py > golden.ipynb
# The file in this folder was made with nbformat 5.10.4.
import sys
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

code = new_code_cell(
    "%%\nfmt.Println(\"<a & b>\", `\\d\\u2028`)\n\t// é, λ, 😀\n", id="code-1", execution_count=3,
    metadata={"tags": ["b", "a"], "jupyter": {"source_hidden": False, "x": 1.50, "big": 1e+30}},
    outputs=[
        new_output("stream", name="stdout", text="a\rb\r\nc\vd\fe\x1cf\x85g\u2028h\u2029i\n\n\x1b[31mred\x1b[0m \x00\x08\x7f end"),
        new_output("stream", name="stderr", text=""),
        new_output("display_data", data={
            "image/png": "iVBORw0KGgo=\n", "text/plain": "a picture\nof it", "text/html": "<b>&amp;</b>\n",
            "image/svg+xml": "<svg>\n</svg>", "application/json": {"z": [1, {"b": None, "a": True}], "a": 1.0},
            "application/javascript": "a()\nb()", "application/vnd.x+json": "text"}, metadata={"image/png": {"width": 3}}),
        new_output("execute_result", data={"text/plain": ""}, execution_count=3),
        new_output("error", ename="ERROR", evalue="./main.go:3: x\n", traceback=["one\n", "two"]),
    ])
nb = new_notebook(
    metadata={"language_info": {"version": "go1.26.8", "name": "go"}, "kernelspec": {"name": "gonb", "language": "go", "display_name": "Go (gonb)"}},
    cells=[
        new_markdown_cell("# Title\n\n$E(y,z)=\\tfrac12\\|y-Wz\\|^2$", id="md", attachments={"b.png": {"image/png": "AAAA"}}),
        new_markdown_cell("", id="empty"),
        code,
        new_code_cell("", id="code-2"),
        new_raw_cell("raw\n", id="raw"),
    ])
nbformat.validate(nb)
sys.stdout.write(nbformat.writes(nb) + "\n")
