namespace Prov.Client.Errors;

/// <summary>One fault of an input.</summary>
/// <param name="Reason">Stable reason; empty when the server gave none.</param>
/// <param name="Field">Field or path; empty when it concerns the whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ProvErrorDetail(string Reason, string Field, string Message)
{
    /// <summary>File in which it was written; empty for none.</summary>
    public string File { get; init; } = "";

    /// <summary>Line of the file, counted from 1; 0 for none.</summary>
    public int Line { get; init; }
}
