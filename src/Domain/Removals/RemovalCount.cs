namespace Prov.Domain.Removals;

/// <summary>What a plan would take away from one scope.</summary>
/// <param name="Scope">See <see cref="RemovalScope"/>.</param>
/// <param name="Planned">By the plan.</param>
/// <param name="Taken">Within the window before the plan, by others.</param>
/// <param name="Population">Who is there before the plan.</param>
public readonly record struct RemovalCount(string Scope, long Planned, long Taken, long Population);
