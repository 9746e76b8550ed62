namespace Prov.Silo.Messages;

/// <summary>Values that have one name in messages and in the domain.</summary>
internal static class Names
{
    /// <summary>The domain's value; null for unspecified and for what is not known.</summary>
    public static TDomain? Read<TMessage, TDomain>(TMessage value)
        where TMessage : struct, Enum
        where TDomain : struct, Enum =>
        Enum.TryParse<TDomain>(value.ToString(), out var read) && Enum.IsDefined(read) ? read : null;

    /// <summary>The message's value.</summary>
    public static TMessage Write<TDomain, TMessage>(TDomain value)
        where TDomain : struct, Enum
        where TMessage : struct, Enum =>
        Enum.Parse<TMessage>(value.ToString());
}
