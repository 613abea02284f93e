import { withoutExportModifiers } from "../live/exports.js";
import type { Mend } from "../mend.js";

export const exportedDeclarations: Mend = {
  name: "exported-declarations",
  why: '`export const x` is a type error ("cannot redeclare"), so that code copied from a module does not run',
  apply({ onConverter, compiler }) {
    onConverter.push((converter) => ({
      ...converter,
      convert: (previous, source) => converter.convert(previous, withoutExportModifiers(compiler, source)),
    }));
  },
};
