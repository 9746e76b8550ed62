namespace Prov.Client.Configuration;

/// <summary>One thing wrong with a configuration, at the place where a person wrote it.</summary>
/// <param name="Reason">Stable reason, UPPER_SNAKE.</param>
/// <param name="File">Path of the file as it was given.</param>
/// <param name="Line">Counted from 1; 0 when it concerns the whole file.</param>
/// <param name="Document">Kind and name, as <c>TargetSystem/directory</c>; empty when not known.</param>
/// <param name="Path">Where in the document, as <c>spec.mappings[2].expression</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ConfigurationError(string Reason, string File, int Line, string Document, string Path, string Message);
