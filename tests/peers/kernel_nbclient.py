"""Runs cells by nbclient and prints what became of each as JSON. Usage: kernel_nbclient.py <kernel name>; the cells come by stdin."""

import json
import os
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

work = json.load(sys.stdin)
cells = [nbformat.v4.new_code_cell(cell["code"], metadata=cell.get("metadata", {})) for cell in work["cells"]]
book = nbformat.v4.new_notebook(cells=cells)
client = NotebookClient(
    book,
    kernel_name=sys.argv[1],
    timeout_func=lambda cell: cell.metadata.get("timeout", work.get("timeout", 30)),
    interrupt_on_timeout=True,
    allow_errors=True,
)
try:
    client.execute()
    failure = None
except (CellExecutionError, CellTimeoutError) as error:
    failure = str(error)
# A kernel that was killed may leave the output that it shares with us non-blocking, and Python then loses what does not fit at once.
os.set_blocking(sys.stdout.fileno(), True)
json.dump({"failure": failure, "cells": book.cells}, sys.stdout)
