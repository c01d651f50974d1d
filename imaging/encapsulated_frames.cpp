#include "imaging/encapsulated_frames.hpp"

#include <span>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

namespace medisc {
namespace {

using Frame = std::vector<std::uint8_t>;

/// Bytes of an item's tag and length, which offsets count.
constexpr std::uint64_t kItemHeader = 8;

tl::unexpected<Error> unclear(const std::string& file) {
  return bad_attribute(file, DCM_PixelData, "does not tell where its compressed frames begin",
                       "give a file with a basic offset table, or one that is not compressed");
}

Result<std::span<const std::uint8_t>> bytes_of(DcmPixelSequence& sequence, unsigned long index,
                                               const std::string& file) {
  DcmPixelItem* item = nullptr;
  Uint8* bytes = nullptr;
  if (sequence.getItem(item, index).bad() || item == nullptr) return unclear(file);
  const Uint32 length = item->getLength();
  if (length == 0) return std::span<const std::uint8_t>();
  if (item->getUint8Array(bytes).bad() || bytes == nullptr) return unclear(file);
  return std::span<const std::uint8_t>(bytes, length);
}

/// Where each frame begins, in bytes behind the offset table.
std::vector<std::uint64_t> offsets_in(std::span<const std::uint8_t> table) {
  std::vector<std::uint64_t> offsets;
  for (std::size_t at = 0; at + 4 <= table.size(); at += 4) {
    offsets.push_back(table[at] | std::uint64_t{table[at + 1]} << 8 |
                      std::uint64_t{table[at + 2]} << 16 | std::uint64_t{table[at + 3]} << 24);
  }
  return offsets;
}

DcmPixelSequence* sequence_of(DcmDataset& dataset) {
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad()) return nullptr;
  auto* const pixels = dynamic_cast<DcmPixelData*>(element);
  if (pixels == nullptr) return nullptr;
  E_TransferSyntax syntax = EXS_Unknown;
  const DcmRepresentationParameter* parameter = nullptr;
  pixels->getOriginalRepresentationKey(syntax, parameter);
  DcmPixelSequence* sequence = nullptr;
  if (pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).bad()) return nullptr;
  return sequence;
}

}  // namespace

Result<std::vector<Frame>> encapsulated_frames(DcmDataset& dataset, std::uint32_t frames,
                                               const std::string& file) {
  DcmPixelSequence* const sequence = sequence_of(dataset);
  if (sequence == nullptr || sequence->card() < 2) {
    return bad_attribute(file, DCM_PixelData, "holds no compressed frames");
  }
  const unsigned long fragments = sequence->card() - 1;  // behind the offset table
  const auto table = bytes_of(*sequence, 0, file);
  if (!table) return tl::unexpected(table.error());
  const std::vector<std::uint64_t> offsets = offsets_in(*table);
  const bool by_offsets = frames > 1 && fragments != frames;
  if (by_offsets && offsets.size() != frames) return unclear(file);
  std::vector<Frame> all;
  std::uint64_t at = 0;
  for (unsigned long i = 0; i < fragments; ++i) {
    const auto bytes = bytes_of(*sequence, i + 1, file);
    if (!bytes) return tl::unexpected(bytes.error());
    const bool begins =
        by_offsets ? all.size() < frames && at == offsets[all.size()] : frames > 1 || i == 0;
    if (begins) all.emplace_back();
    if (all.empty()) return unclear(file);
    all.back().insert(all.back().end(), bytes->begin(), bytes->end());
    at += kItemHeader + bytes->size();
  }
  if (all.size() != frames) return unclear(file);
  return all;
}

}  // namespace medisc
