namespace Prov.Client.Errors;

/// <summary>Why something was not done, for a person and for a program.</summary>
/// <param name="Reason">Stable reason, UPPER_SNAKE.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="ExitCode">See <see cref="Errors.ExitCode"/>.</param>
public sealed record ProvError(string Reason, string Message, int ExitCode)
{
    /// <summary>What to do, where the message does not say it; else empty.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Every single fault of the input.</summary>
    public IReadOnlyList<ProvErrorDetail> Details { get; init; } = [];
}
