using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Identities;

/// <summary>The authority over one attribute, ready to decide with.</summary>
/// <param name="Slot">Place of the attribute in the schema.</param>
/// <param name="Mode">How it is decided; never by precedence alone.</param>
/// <param name="Rules">Source and condition (null for always), in the order in which they count.</param>
internal sealed record CompiledAuthority(int Slot, AuthorityMode Mode, ImmutableArray<(string Source, Expression? When)> Rules);
