using System.Collections.Immutable;
using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.DelimitedText.Rows;

/// <summary>An account as the fields of one line, in the order of the columns.</summary>
internal sealed class AccountRow(DelimitedTextSettings settings)
{
    public string Name(ImmutableArray<string> row) => row[Index(settings.NameColumn)];

    public ObservedAccount Observe(ImmutableArray<string> row)
    {
        var attributes = AttributeSet.Empty.ToBuilder();
        foreach (var (column, i) in settings.Columns.Select((column, i) => (column, i)).Where(c => settings.IsAttribute(c.column) && row[c.i].Length > 0))
        {
            attributes.Add(column, settings.MultiValuedColumns.Contains(column) ? Value.ListOf(Split(row[i])) : Value.From(row[i]));
        }

        return new()
        {
            NativeId = Name(row),
            Name = Name(row),
            Enabled = settings.EnabledColumn is not { } enabled || row[Index(enabled)] == settings.EnabledValue,
            Attributes = attributes.ToImmutable(),
            Entitlements = Held(row),
        };
    }

    /// <exception cref="FileFaultException">The file cannot hold it.</exception>
    public ImmutableArray<string> Create(NewAccount account)
    {
        ImmutableArray<string> blank = [.. settings.Columns.Select(_ => "")];
        return Change(blank, new() { Name = account.Name, Enabled = account.Enabled, Set = account.Attributes, Add = account.Entitlements });
    }

    /// <exception cref="FileFaultException">The file cannot hold it.</exception>
    public ImmutableArray<string> Change(ImmutableArray<string> row, AccountChange change)
    {
        var fields = row.ToBuilder();
        foreach (var (attribute, value) in change.Set)
        {
            fields[AttributeIndex(attribute)] = Text(attribute, value);
        }

        if (change.Name is { } name)
        {
            fields[Index(settings.NameColumn)] = Encodable(settings.NameColumn, name);
        }

        SetState(fields, change.Enabled);
        SetEntitlements(fields, row, change);
        return fields.ToImmutable();
    }

    private void SetState(ImmutableArray<string>.Builder fields, bool? enabled)
    {
        if (settings.EnabledColumn is { } column)
        {
            fields[Index(column)] = enabled is { } state ? (state ? settings.EnabledValue : settings.DisabledValue) : fields[Index(column)];
        }
        else if (enabled == false)
        {
            throw new FileFaultException("DISABLE_NOT_SUPPORTED", "The target has no enabledColumn, so accounts cannot be disabled. Set it, or let accounts be deleted.");
        }
    }

    private void SetEntitlements(ImmutableArray<string>.Builder fields, ImmutableArray<string> row, AccountChange change)
    {
        if (change.Add.IsEmpty && change.Remove.IsEmpty)
        {
            return;
        }

        var column = settings.EntitlementsColumn
            ?? throw new FileFaultException("ENTITLEMENTS_NOT_SUPPORTED", "The target has no entitlementsColumn. Set it, or grant no entitlements here.");
        var held = Held(row).Except(change.Remove).Union(change.Add).Order(StringComparer.Ordinal);
        fields[Index(column)] = Encodable(column, FieldText.Join(held, settings.ValueSeparator));
    }

    private string Text(string column, Value value)
    {
        var values = value.AsValues();
        if (settings.MultiValuedColumns.Contains(column))
        {
            return Encodable(column, FieldText.Join(values.Select(v => v.ToString()), settings.ValueSeparator));
        }

        return values.Length <= 1 && value.Kind != ValueKind.Map
            ? Encodable(column, values.IsEmpty ? "" : values[0].ToString())
            : throw new FileFaultException("SINGLE_VALUED", $"The column {column} takes one value. Map one, or name it in multiValuedColumns.");
    }

    private string Encodable(string column, string text)
    {
        if (settings.FormulaCells == FormulaCells.Refuse && FieldText.IsFormula(text))
        {
            throw new FileFaultException(
                "FORMULA_CELL", $"A value for the column {column} would run as a formula in a spreadsheet. Correct it, or set formulaCells to escape or keep.");
        }

        try
        {
            settings.Encoding.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException)
        {
            throw new FileFaultException("CHARACTER_NOT_IN_ENCODING", $"A value for the column {column} has a character that the file's encoding lacks. Choose utf-8.");
        }
    }

    private ImmutableArray<string> Held(ImmutableArray<string> row) =>
        settings.EntitlementsColumn is { } column ? [.. Split(row[Index(column)]).Order(StringComparer.Ordinal)] : [];

    private ImmutableArray<string> Split(string field) => FieldText.Split(field, settings.ValueSeparator);

    private int Index(string column) => settings.Columns.IndexOf(column);

    private int AttributeIndex(string attribute) => settings.IsAttribute(attribute)
        ? Index(attribute)
        : throw new FileFaultException("COLUMN_UNKNOWN", $"The attribute {attribute} has no column of its own. Correct the target's mappings or columns.");
}
