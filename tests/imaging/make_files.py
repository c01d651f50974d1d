#!/usr/bin/env python3
"""Makes tests/imaging/files/: small DICOM and PNG files, and what pydicom and NumPy read of them.

Needs Debian's dcmtk, python3-pydicom, python3-numpy and python3-pil. The files are committed; run it
again where one is added. NAME.npy beside NAME.dcm holds the stored samples as float64: [rows,
columns], with frames in front and channels behind where there are several.
"""

import io
import pathlib
import struct
import subprocess
import zlib

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence

FILES = pathlib.Path(__file__).resolve().parent / "files"
EXPLICIT = "1.2.840.10008.1.2.1"
ROOT = "1.2.826.0.1.3680043.8.498.1."  # pydicom's, for examples
ROWS, COLUMNS = 10, 14


def ramp(least, largest, channels=None, frames=None):
    """Smooth, so that lossy codecs stay near; different in both directions and in channels."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    wave = 0.5 + 0.3 * np.sin(x / 4.0) + 0.2 * np.cos(y / 3.0)
    planes = [np.roll(wave, 3 * c, axis=1) * (1 - 0.1 * c) for c in range(channels or 1)]
    image = np.stack(planes, axis=-1) if channels else planes[0]
    if frames:
        image = np.stack([np.roll(image, f, axis=0) for f in range(frames)])
    return np.rint(least + (largest - least) * np.clip(image, 0, 1)).astype(np.int64)


def dataset(number, modality="OT"):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = ROOT + str(number)
    meta.TransferSyntaxUID = EXPLICIT
    meta.ImplementationClassUID = ROOT + "0"
    ds = Dataset()
    ds.file_meta = meta
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.SOPClassUID = meta.MediaStorageSOPClassUID
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    ds.PatientName = "Doe^Jane"
    ds.PatientID = "4711"
    ds.PatientBirthDate = "19700102"
    ds.PatientSex = "F"
    ds.StudyInstanceUID = ROOT + "9"
    ds.SeriesInstanceUID = ROOT + "8"
    ds.AccessionNumber = "A1"
    ds.Modality = modality
    ds.BodyPartExamined = "CHEST"
    return ds


def pixels(ds, samples, allocated, stored, high=None, signed=0, photometric="MONOCHROME2", planar=0):
    grey = photometric in ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
    frames = samples.ndim - (2 if grey else 3)
    if frames:
        ds.NumberOfFrames = samples.shape[0]
    ds.Rows, ds.Columns = samples.shape[1:3] if frames else samples.shape[:2]
    ds.SamplesPerPixel = 1 if grey else 3
    ds.PhotometricInterpretation = photometric
    if not grey:
        ds.PlanarConfiguration = planar
    ds.BitsAllocated, ds.BitsStored = allocated, stored
    ds.HighBit = stored - 1 if high is None else high
    ds.PixelRepresentation = signed
    words = (samples & ((1 << stored) - 1)) << (ds.HighBit + 1 - stored)
    if planar:
        words = np.moveaxis(words, -1, -3)
    raw = words.astype(f"<u{allocated // 8}").tobytes()
    ds.PixelData = raw + b"\0" * (len(raw) % 2)
    ds["PixelData"].VR = "OB" if allocated == 8 else "OW"
    return ds


def save(name, ds, samples):
    ds.save_as(FILES / f"{name}.dcm", write_like_original=False)
    np.save(FILES / f"{name}.npy", samples.astype(np.float64))
    return FILES / f"{name}.dcm"


def tool(program, *options, source, name, samples):
    subprocess.run([program, *options, source, FILES / f"{name}.dcm"], check=True)
    np.save(FILES / f"{name}.npy", samples.astype(np.float64))


def jpeg2000(name, ds, samples, mode, syntax, photometric, **options):
    buffer = io.BytesIO()
    kind = np.uint8 if mode in ("L", "RGB") else np.uint16
    picture = Image.fromarray(samples.astype(kind), mode)
    picture.save(buffer, "JPEG2000", no_jp2=True, **options)
    ds.PixelData = encapsulate([buffer.getvalue()])
    ds["PixelData"].is_undefined_length = True
    ds.PhotometricInterpretation = photometric
    ds.file_meta.TransferSyntaxUID = syntax
    return save(name, ds, samples)


def make_ct():
    samples = ramp(-900, 1500)
    samples[0, :3] = -2000

    def ct(number):
        ds = pixels(dataset(number, "CT"), samples, 16, 16, signed=1)
        ds.RescaleSlope, ds.RescaleIntercept = "1.5", "-100"
        ds.PixelPaddingValue = -2000
        ds.WindowCenter, ds.WindowWidth = ["40", "-600"], ["400", "1500"]
        ds.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        ds.ImagePositionPatient = ["-10", "-20", "5"]
        ds.PixelSpacing = ["0.7", "0.7"]
        return ds

    plain = save("ct", ct(1), samples)
    for option, name in (("+ti", "ct_implicit"), ("+tb", "ct_big_endian"), ("+td", "ct_deflated")):
        tool("dcmconv", option, source=plain, name=name, samples=samples)
    tool("dcmcrle", source=plain, name="ct_rle", samples=samples)
    tool("dcmcjpeg", "+e1", source=plain, name="ct_jpeg_sv1", samples=samples)
    tool("dcmcjpeg", "+el", source=plain, name="ct_jpeg_lossless", samples=samples)
    tool("dcmcjpls", source=plain, name="ct_jpegls", samples=samples)
    ds = ct(2)
    words = samples & 0xFFFF
    jpeg2000("ct_j2k_unsigned_stream", ds, words, "I;16", "1.2.840.10008.1.2.4.90", "MONOCHROME2")
    np.save(FILES / "ct_j2k_unsigned_stream.npy", samples.astype(np.float64))


def make_grey():
    twelve = ramp(100, 4000)
    plain = save("cr12", pixels(dataset(10, "CR"), twelve, 16, 12, photometric="MONOCHROME1"), twelve)
    tool("dcmcjpeg", "+ee", "+sr", "+q", "99", source=plain, name="cr12_jpeg_extended", samples=twelve)
    eight = ramp(10, 250)
    plain = save("us8", pixels(dataset(11, "US"), eight, 8, 8), eight)
    tool("dcmcjpeg", "+eb", "+sr", "+q", "99", source=plain, name="us8_jpeg_baseline", samples=eight)
    tool("dcmcjpls", "+en", source=plain, name="us8_jpegls_near", samples=eight)
    high = ramp(-500, 500)
    save("high_bit", pixels(dataset(12), high, 16, 10, high=13, signed=1), high)
    wide = ramp(-1000000, 1000000)
    save("bits32", pixels(dataset(13), wide, 32, 32, signed=1), wide)
    jpeg2000("us8_j2k", pixels(dataset(14, "US"), eight, 8, 8), eight, "L",
             "1.2.840.10008.1.2.4.90", "MONOCHROME2")
    jpeg2000("us8_j2k_lossy", pixels(dataset(15, "US"), eight, 8, 8), eight, "L",
             "1.2.840.10008.1.2.4.91", "MONOCHROME2", irreversible=True, quality_mode="dB",
             quality_layers=[50])
    frames = ramp(0, 255, frames=3)
    plain = save("frames", pixels(dataset(16, "US"), frames, 8, 8), frames)
    tool("dcmcrle", source=plain, name="frames_rle", samples=frames)
    tool("dcmcjpls", source=plain, name="frames_jpegls", samples=frames)


def make_colour():
    rgb = ramp(10, 245, channels=3)
    plain = save("rgb", pixels(dataset(20), rgb, 8, 8, photometric="RGB"), rgb)
    save("rgb_planar", pixels(dataset(21), rgb, 8, 8, photometric="RGB", planar=1), rgb)
    tool("dcmcrle", source=plain, name="rgb_rle", samples=rgb)
    tool("dcmcjpls", source=plain, name="rgb_jpegls", samples=rgb)
    tool("dcmcjpeg", "+eb", "+q", "99", "+s4", source=plain, name="rgb_jpeg_baseline", samples=rgb)
    tool("dcmcjpeg", "+e1", source=plain, name="rgb_jpeg_sv1", samples=rgb)
    jpeg2000("rgb_j2k", pixels(dataset(22), rgb, 8, 8, photometric="RGB"), rgb, "RGB",
             "1.2.840.10008.1.2.4.90", "YBR_RCT")
    r, g, b = (rgb[..., c].astype(float) for c in range(3))
    ybr = np.rint(np.stack([0.299 * r + 0.587 * g + 0.114 * b,
                            -0.168736 * r - 0.331264 * g + 0.5 * b + 128,
                            0.5 * r - 0.418688 * g - 0.081312 * b + 128], -1)).astype(np.int64)
    save("ybr_full", pixels(dataset(23), ybr, 8, 8, photometric="YBR_FULL"), rgb)
    # Two pixels share a colour here, so that subsampling loses nothing.
    even = ramp(10, 245, channels=3)
    even[:, 1::2] = even[:, ::2]
    r, g, b = (even[..., c].astype(float) for c in range(3))
    luma = np.rint(0.299 * r + 0.587 * g + 0.114 * b).astype(np.int64)
    blue = np.rint(-0.168736 * r - 0.331264 * g + 0.5 * b + 128).astype(np.int64)
    red = np.rint(0.5 * r - 0.418688 * g - 0.081312 * b + 128).astype(np.int64)
    packed = np.stack([luma[:, ::2], luma[:, 1::2], blue[:, ::2], red[:, ::2]], -1)
    ds = pixels(dataset(24), even, 8, 8, photometric="YBR_FULL_422")
    ds.PixelData = packed.astype(np.uint8).tobytes()
    save("ybr_422", ds, even)
    index = ramp(3, 18)
    table = np.arange(16)[:, None] * np.array([[4000, 3000, 2000]]) + np.array([[1, 2, 3]])
    ds = pixels(dataset(25), index, 8, 8, photometric="PALETTE COLOR")
    for c, colour in enumerate(("Red", "Green", "Blue")):
        setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [16, 3, 16])
        setattr(ds, f"{colour}PaletteColorLookupTableData", table[:, c].astype("<u2").tobytes())
        ds[f"{colour}PaletteColorLookupTableDescriptor"].VR = "US"
        ds[f"{colour}PaletteColorLookupTableData"].VR = "OW"
    save("palette", ds, table[index - 3])


def make_tables():
    samples = ramp(0, 255)
    ds = pixels(dataset(30, "DX"), samples, 8, 8)
    lut = Dataset()
    lut.add_new("LUTDescriptor", "US", [200, 20, 12])
    lut.add_new("LUTData", "OW", np.minimum(np.arange(200) ** 2 // 10, 4095).astype("<u2").tobytes())
    lut.ModalityLUTType = "OD"
    ds.ModalityLUTSequence = Sequence([lut])
    voi = Dataset()
    voi.add_new("LUTDescriptor", "US", [4096, 0, 16])
    voi.add_new("LUTData", "OW", (np.arange(4096) * 16).astype("<u2").tobytes())
    ds.VOILUTSequence = Sequence([voi])
    save("tables", ds, samples)
    ds = pixels(dataset(31, "MR"), samples, 8, 8)
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = "100", "50", "SIGMOID"
    save("sigmoid", ds, samples)


def make_enhanced():
    """Frames that lie out of order, each with a rescale of its own."""
    samples = ramp(0, 1000, frames=4)
    ds = pixels(dataset(40, "CT"), samples, 16, 12)
    shared = Dataset()
    shared.PlaneOrientationSequence = Sequence([Dataset()])
    shared.PlaneOrientationSequence[0].ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    shared.PixelMeasuresSequence = Sequence([Dataset()])
    shared.PixelMeasuresSequence[0].PixelSpacing = ["1", "1"]
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    groups = []
    for frame, z in enumerate((6, 2, 0, 4)):
        group = Dataset()
        group.PlanePositionSequence = Sequence([Dataset()])
        group.PlanePositionSequence[0].ImagePositionPatient = ["0", "0", str(z)]
        group.PixelValueTransformationSequence = Sequence([Dataset()])
        transformation = group.PixelValueTransformationSequence[0]
        transformation.RescaleSlope, transformation.RescaleIntercept = "1", str(-1000 - frame)
        transformation.RescaleType = "HU"
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    save("enhanced", ds, samples)


def png_rows(samples, depth):
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        bits = "".join(format(int(v), f"0{depth}b") for v in row)
        bits += "0" * (-len(bits) % 8)
        rows.append(b"\0" + bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)))
    return b"".join(rows)


def png(name, samples, depth, colour, interlaced=False, chunks=(), expected=None):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width = samples.shape[:2]
    if interlaced:
        passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
                  (1, 0, 2, 1))
        parts = [samples[y::dy, x::dx] for y, x, dy, dx in passes]
        raw = b"".join(png_rows(part, depth) for part in parts if part.size)
    else:
        raw = png_rows(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    for kind, body in chunks:
        data += chunk(kind, body)
    data += chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    (FILES / f"{name}.png").write_bytes(data)
    np.save(FILES / f"{name}_png.npy", (samples if expected is None else expected).astype(np.float64))


def make_pngs():
    for depth in (1, 2, 4, 8, 16):
        png(f"grey{depth}", ramp(0, 2 ** depth - 1), depth, 0)
    png("grey8_interlaced", ramp(0, 255), 8, 0, interlaced=True)
    png("grey2_interlaced", ramp(0, 3), 2, 0, interlaced=True)
    rgb = ramp(0, 255, channels=3)
    png("rgb8", rgb, 8, 2)
    png("rgb16_interlaced", ramp(0, 65535, channels=3), 16, 2, interlaced=True)
    gamma = ((b"gAMA", struct.pack(">I", 100000)),)
    png("grey8_gamma", ramp(0, 255), 8, 0, chunks=gamma)
    palette = np.arange(16)[:, None] * np.array([[16, 8, 4]])
    index = ramp(0, 15)
    plte = (b"PLTE", palette.astype(np.uint8).tobytes())
    png("palette4", index, 4, 3, chunks=(plte,), expected=palette[index])
    opaque = np.dstack([rgb, np.full(rgb.shape[:2], 255)])
    png("rgba_opaque", opaque, 8, 6, expected=rgb)
    seen_through = opaque.copy()
    seen_through[4, 5, 3] = 128
    png("rgba_transparent", seen_through, 8, 6, expected=rgb)
    grey = ramp(0, 255)
    png("grey_alpha_opaque", np.dstack([grey, np.full_like(grey, 255)]), 8, 4, expected=grey)
    trns = ((b"PLTE", palette.astype(np.uint8).tobytes()), (b"tRNS", bytes(10 * [255] + [0])))
    png("palette4_transparent", index, 4, 3, chunks=trns, expected=palette[index])


def check_with_pydicom():
    """Where pydicom decodes a file, its samples are those that are expected."""
    for file in sorted(FILES.glob("*.dcm")):
        ds = pydicom.dcmread(file)
        if ds.BitsStored == 10 or ds.PhotometricInterpretation not in ("MONOCHROME1", "MONOCHROME2", "RGB"):
            continue  # pydicom leaves shifts, palettes and YBR to its user
        try:
            found = ds.pixel_array
        except Exception as error:  # no decoder for it in Debian
            print(f"{file.name}: not by pydicom ({type(error).__name__})")
            continue
        worst = np.abs(found.astype(float) - np.load(file.with_suffix(".npy"))).max()
        print(f"{file.name}: off by {worst:g} at most")


def main():
    FILES.mkdir(exist_ok=True)
    for old in FILES.iterdir():
        old.unlink()
    make_ct()
    make_grey()
    make_colour()
    make_tables()
    make_enhanced()
    make_pngs()
    check_with_pydicom()


if __name__ == "__main__":
    main()
