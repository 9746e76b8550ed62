using Prov.Domain.Expressions;

namespace Prov.Domain.Policies;

/// <summary>The who-condition of a policy or role, ready to be asked.</summary>
/// <param name="Document">Kind and name, as <c>BirthrightPolicy/employees</c>.</param>
/// <param name="Expression">Over <c>identity</c>, giving a boolean.</param>
public sealed record CompiledCondition(string Document, Expression Expression);
