#include "imaging/memory_stream.hpp"

#include <algorithm>

#include <dcmtk/dcmdata/dcerror.h>

namespace medisc {
namespace {

/// A stream from one place on.
class MemoryStreamFactory : public DcmInputStreamFactory {
 public:
  explicit MemoryStreamFactory(std::string_view bytes) : bytes_(bytes) {}

  DcmInputStream* create() const override { return new MemoryStream(bytes_); }
  DcmInputStreamFactory* clone() const override { return new MemoryStreamFactory(bytes_); }
  DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

 private:
  std::string_view bytes_;
};

}  // namespace

MemoryStream::MemoryStream(std::string_view bytes) : bytes_(bytes) {
  setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  setEos();
}

DcmInputStreamFactory* MemoryStream::newFactory() const {
  const auto at = static_cast<std::size_t>(tell());
  return new MemoryStreamFactory(bytes_.substr(std::min(at, bytes_.size())));
}

OFCondition MemoryStream::installCompressionFilter(E_StreamCompression) {
  return EC_IllegalCall;
}

}  // namespace medisc
