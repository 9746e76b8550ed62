using System.Formats.Asn1;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>An answer of the server, opened as far as its operation (RFC 4511, 4.1.1).</summary>
/// <param name="Operation">Number of the operation.</param>
/// <param name="Body">What the operation holds.</param>
/// <param name="Rest">What follows it: the controls.</param>
internal sealed record LdapMessage(int Operation, AsnReader Body, AsnReader Rest)
{
    private const int Entry = 4;
    private const int Reference = 19;
    private const int IntermediateResponse = 25;

    public bool IsEntry => Operation == Entry;

    public bool IsReference => Operation == Reference;

    public bool IsIntermediate => Operation == IntermediateResponse;

    /// <summary>The last message of its operation.</summary>
    public bool IsEnd => !IsEntry && !IsReference && !IsIntermediate;
}
