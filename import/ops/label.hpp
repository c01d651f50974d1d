/// The label of a classifier, looked up in the table of its classes.
#pragma once

#include "error/error.hpp"
#include "import/node_context.hpp"

namespace medisc {

/// x, which is a label, with the names in the constant `table`. Errors: kUnsupported where that
/// is no constant of text or integers, or has another number of classes than there are logits.
Result<void> emit_named_label(NodeContext& node, int table);

/// The same for a list of names, as attributes hold them; none: x as it is.
Result<void> emit_with_names(NodeContext& node, std::vector<std::string> names);

}  // namespace medisc
