namespace Prov.LoadTests.Shapes;

/// <summary>A published scenario of another product's engine: how much of what, and what was measured there.</summary>
/// <param name="Mappings">From source to identity and on to each target: so many of single values, and so many of five.</param>
/// <param name="Targets">Target systems that take everything.</param>
/// <param name="Assignments">Policies that apply to everyone, each with a role.</param>
/// <param name="PublishedImport">Objects per second there, over all cores; see the README for where.</param>
/// <param name="PublishedRecompute">The same of recomputing.</param>
/// <param name="PublishedOn">What it was measured on.</param>
public sealed record Shape(int Mappings, int Targets, int Assignments, double PublishedImport, double PublishedRecompute, string PublishedOn)
{
    public string Name => $"1s-{Mappings}m-{Targets}t-{Assignments}a";
}
