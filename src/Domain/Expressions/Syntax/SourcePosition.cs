namespace Prov.Domain.Expressions.Syntax;

/// <summary>A place in the text; both from 1, columns in UTF-16 units.</summary>
public readonly record struct SourcePosition(int Line, int Column);
