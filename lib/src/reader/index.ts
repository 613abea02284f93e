/** reader: a simulated language model that reads the text of a prompt and nothing else. */
export { type ReaderOptions, readerModels, simulatedReader, simulatedReaders } from "./simulated-reader.js";
export { type ReaderSkill, type ReaderStrength, readerSkills } from "./skill.js";
