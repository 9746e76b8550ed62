using Prov.Domain.Explanations;
using Prov.V1;

namespace Prov.Silo.Messages;

/// <summary>Explanations in messages.</summary>
internal static class ExplanationMessages
{
    public static ExplanationNode Write(ExplainedNode node) => new()
    {
        Kind = (ExplanationNode.Types.Kind)(node.Kind + 1),
        Subject = node.Subject,
        Holds = node.Holds,
        Text = node.Text,
        Children = { node.Children.Select(Write) },
    };
}
