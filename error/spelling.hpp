/// What a mistyped word was meant to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace medisc {

/// Letters to insert, delete, replace or swap with their neighbour to get from one to the
/// other.
std::size_t edit_distance(std::string_view from, std::string_view to);

/// The candidate closest to `word`, the first of several; none where all are more than a third
/// of its letters (and more than one letter) away.
std::optional<std::string> nearest_word(std::string_view word,
                                        const std::vector<std::string>& candidates);

}  // namespace medisc
