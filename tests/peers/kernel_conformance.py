"""Jupyter's own kernel tests, with samples in TypeScript. Usage: kernel_conformance.py <kernel name>"""

import sys
import unittest

import jupyter_kernel_test


class TypeScriptKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "isocompute"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [{"text": "consol", "matches": {"console"}}, {"text": "'😀'; Math.ma", "matches": {"max"}}]
    complete_code_samples = ["1 + 1", "function f() { return 1 }", "let x = `a`"]
    incomplete_code_samples = ["function f() {", "let x = `a", "/* open", "[1, 2,"]
    invalid_code_samples = ["const = 1", "let x = ;", "function (}"]
    code_inspect_sample = "console"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 'a']", "result": "[ 1, 'a' ]"},
    ]
    code_display_data = [
        {
            "code": "import * as tslab from 'tslab'; tslab.display.html('<b>bold</b>')",
            "mime": "text/html",
        }
    ]
    code_generate_error = "throw new Error('raised')"
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    TypeScriptKernel.kernel_name = sys.argv.pop(1)
    unittest.main(verbosity=2)
