using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Outcomes;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Sql.Dialects;

/// <summary>The one value for a column that takes one.</summary>
internal static class SingleValue
{
    /// <exception cref="SqlFaultException">There are several, or it has parts.</exception>
    public static Value Of(SqlColumn column, Value value)
    {
        var values = value.AsValues();
        if (values.Length > 1 || value.Kind == ValueKind.Map)
        {
            throw SqlFaultException.Refused("SINGLE_VALUED", $"The column {column.Name} takes one value. Map one, or make it an array or JSON column.");
        }

        return values.IsEmpty ? Value.Null : values[0];
    }
}
