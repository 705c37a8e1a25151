/** Rows of one CSV import: heading → cell. */
export type Row = Readonly<Record<string, string>>;

/** A made-up county bureau: every name here is invented. */
export type Bureau = {
  readonly organisations: readonly Row[];
  readonly people: readonly Row[];
  readonly servers: readonly Row[];
  readonly devices: readonly Row[];
};

const townships = ['松岭镇', '白沙镇', '石桥镇', '南湾镇', '清水乡', '梅坞乡', '城关街道', '河东街道'];
const villages = ['上塘村', '下塘村', '桃源村', '双河村', '新民社区', '红旗社区', '柳树村', '大湾村'];
const offices = [
  '办公室',
  '社会救助股',
  '婚姻登记处',
  '儿童福利股',
  '养老服务股',
  '社会组织股',
  '区划地名股',
  '优抚安置股',
  '救灾物资股',
  '信息中心',
];
const posts = ['股长', '副股长', '科员', '经办员', '登记员', '审核员'];
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧'];
const givens = [
  '建国',
  '秀英',
  '志强',
  '丽华',
  '海燕',
  '晓明',
  '文静',
  '国庆',
  '春梅',
  '永安',
  '思源',
  '雨桐',
  '子涵',
  '明远',
  '佳怡',
  '德胜',
  '玉兰',
  '一鸣',
  '素芬',
  '向阳',
  '嘉宁',
  '卫东',
  '静怡',
  '宏伟',
  '雪梅',
  '景行',
  '若兰',
  '启航',
  '润泽',
];
const systems = [
  ['shehui-jiuzhu', '社会救助业务系统'],
  ['hunyin', '婚姻登记系统'],
  ['fuli', '儿童福利系统'],
  ['yanglao', '养老服务系统'],
  ['shehui-zuzhi', '社会组织管理系统'],
  ['diming', '区划地名系统'],
  ['youfu', '优抚安置系统'],
  ['tongji', '民政统计系统'],
  ['jiuzai', '救灾物资系统'],
  ['oa', '办公系统'],
  ['db1', '主数据库'],
  ['db2', '备数据库'],
] as const;

/** Always the same bureau: a visitor of tomorrow finds the people of today. */
export function makeBureau(personCount = 200): Bureau {
  const county = 'SX';
  return {
    organisations: [
      organisation('QL', '青岚省民政厅', '省', ''),
      organisation('YZ', '云泽市民政局', '市', 'QL'),
      organisation(county, '松溪县民政局', '县', 'YZ'),
      ...townships.map((name, i) => organisation(`${county}${i + 1}`, `${name}民政办`, '乡镇街道', county)),
      ...townships.flatMap((_, i) =>
        [0, 1].map((j) => {
          const village = villages[(i * 2 + j) % villages.length]!;
          return organisation(`${county}${i + 1}-${j + 1}`, village, '村居', `${county}${i + 1}`);
        }),
      ),
    ],
    people: Array.from({ length: personCount }, (_, i) => person(i, county)),
    servers: systems.map(([host, name], i) => ({
      所属机构代码: county,
      编号: `SV${String(i + 1).padStart(4, '0')}`,
      服务器名称: name,
      域名: `${host}.songxi.mz.internal`,
      IP地址: `10.20.1.${i + 11}`,
    })),
    devices: Array.from({ length: 16 }, (_, i) => ({
      所属机构代码: i < 8 ? county : `${county}${(i % 8) + 1}`,
      编号: `DV${String(i + 1).padStart(4, '0')}`,
      设备名称: `${['高拍仪', '自助终端', '身份核验机', '堡垒机'][i % 4]}${Math.floor(i / 4) + 1}号`,
      IP地址: `10.20.3.${i + 11}`,
    })),
  };
}

function person(i: number, county: string): Row {
  // 29 and 30 share no factor: the pairs repeat only after 870 people.
  const name = `${surnames[i % surnames.length]}${givens[i % givens.length]}`;
  const number = `MZ${String(i + 1).padStart(5, '0')}`;
  const inCounty = i < 90;
  return {
    所属机构代码: inCounty ? county : `${county}${(i % townships.length) + 1}`,
    工号: number,
    姓名: name,
    电子邮箱: `${number.toLowerCase()}@songxi.mz.internal`,
    手机号码: `1380000${String(1000 + i)}`,
    职务: inCounty ? `${offices[i % offices.length]}${posts[i % posts.length]}` : `民政${posts[2 + (i % 3)]}`,
  };
}

function organisation(code: string, name: string, level: string, parent: string): Row {
  return { 机构代码: code, 机构名称: name, 层级: level, 上级机构代码: parent };
}
