import type { Mend } from "../mend.js";

export const executeInput: Mend = {
  name: "execute-input",
  why: "no execute_input is published: other clients of the kernel never see what ran, nor under which number",
  apply({ onCellStart }) {
    onCellStart.push((cell) => {
      if (!cell.request.silent) cell.publish("execute_input", { code: cell.request.code, execution_count: cell.count });
    });
  },
};
