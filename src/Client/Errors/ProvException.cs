namespace Prov.Client.Errors;

/// <summary>Ends a command with an error that was made for people.</summary>
public sealed class ProvException(ProvError error) : Exception(error.Message)
{
    public ProvError Error { get; } = error;
}
