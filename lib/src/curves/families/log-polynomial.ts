import { type CurveFamily, defineFamily, type Parameter } from "../family.js";

const free = (name: string, meaning: string, unit: string): Parameter => ({
  name,
  meaning,
  unit,
  lower: Number.NEGATIVE_INFINITY,
  upper: Number.POSITIVE_INFINITY,
  linear: true,
});

/** No dependence on x: the family every other has to beat. */
export const constant: CurveFamily = defineFamily({
  name: "const",
  title: "constant",
  formula: "y = a",
  parameters: [free("a", "level", "y")],
  x: "nonnegative",
  y: "any",
  curve(theta, _x, _logX, gradient, offset) {
    gradient[offset] = 1;
    return theta[0] as number;
  },
  grid: () => [[[]]],
  asymptote: (theta) => theta[0] as number,
});

/** The same gain with every multiplication of x; it has no limit, so it cannot be true for ever. */
export const loglin: CurveFamily = defineFamily({
  name: "loglin",
  title: "logarithmic",
  formula: "y = a + b ln x",
  parameters: [free("a", "value at x = 1", "y"), free("b", "gain per e-fold of x", "y")],
  x: "positive",
  y: "any",
  curve(theta, _x, logX, gradient, offset) {
    gradient[offset] = 1;
    gradient[offset + 1] = logX;
    return (theta[0] as number) + (theta[1] as number) * logX;
  },
  grid: () => [[[]]],
});

/** A parabola in ln x: the plainest curve that can rise and fall. */
export const logquad: CurveFamily = defineFamily({
  name: "logquad",
  title: "log-quadratic",
  formula: "y = a + b ln x + c (ln x)^2",
  parameters: [
    free("a", "value at x = 1", "y"),
    free("b", "gain per e-fold of x at x = 1", "y"),
    free("c", "bend; below zero the curve falls in the end", "y"),
  ],
  x: "positive",
  y: "any",
  curve(theta, _x, logX, gradient, offset) {
    const square = logX * logX;
    gradient[offset] = 1;
    gradient[offset + 1] = logX;
    gradient[offset + 2] = square;
    return (theta[0] as number) + (theta[1] as number) * logX + (theta[2] as number) * square;
  },
  grid: () => [[[]]],
  peak(theta) {
    const [b, c] = [theta[1] as number, theta[2] as number];
    return c < 0 ? Math.exp(-b / (2 * c)) : undefined;
  },
});
