using System.Globalization;
using System.Text.RegularExpressions;
using Prov.Client.Configuration.Yaml;
using Prov.V1;

namespace Prov.Client.Configuration.Binding;

/// <summary>Reads values whose type no schema gives: as YAML writes them, except that what merely looks like a number stays a text.</summary>
internal static partial class AttributeValueBinder
{
    /// <summary>The value; null after a fault.</summary>
    public static AttributeValue? Bind(DocumentContext context, YamlNode node, string path)
    {
        switch (node)
        {
            case YamlText text:
                return Single(text);
            case YamlList list when list.Items.All(i => i is YamlText { IsNull: false }):
                return new() { ListValue = new() { Values = { list.Items.Cast<YamlText>().Select(Single) } } };
            default:
                context.Refuse(
                    ConfigurationReasons.TypeMismatch, path, node.Line, $"This has to be a single value or a list of them, but is {node.Describe()}.");
                return null;
        }
    }

    // A number with leading zeros is a key that somebody forgot to quote.
    private static AttributeValue Single(YamlText text) => text switch
    {
        { IsNull: true } => new(),
        { Plain: true, Text: "true" or "false" } => new() { BooleanValue = text.Text == "true" },
        { Plain: true } when Whole().IsMatch(text.Text) && long.TryParse(text.Text, CultureInfo.InvariantCulture, out var number) =>
            new() { IntegerValue = number },
        { Plain: true } when Decimal().IsMatch(text.Text) => new() { DoubleValue = double.Parse(text.Text, CultureInfo.InvariantCulture) },
        _ => new() { StringValue = text.Text },
    };

    [GeneratedRegex(@"^-?(0|[1-9]\d*)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?(0|[1-9]\d*)\.\d+$")]
    private static partial Regex Decimal();
}
